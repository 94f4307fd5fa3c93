/** Scenario files and the runs made from them. */
@NullMarked
package ebb.scenario;

import org.jspecify.annotations.NullMarked;
