/**
 * What can be said of a policy before it runs.
 *
 * <p>Start at {@link ebb.policy.check.PolicyCheck}. {@link ebb.policy.check.Flow} walks the machines, {@link ebb.policy.check.Arithmetic} the
 * formulas, both over {@link ebb.policy.check.Meaning}, which makes sums and conditions of expressions, and
 * {@link ebb.policy.check.Solver}, which decides whether a condition can be true.
 */
@NullMarked
package ebb.policy.check;

import org.jspecify.annotations.NullMarked;
