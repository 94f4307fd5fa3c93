package ebb.policy.expr;

import java.util.List;
import java.util.Map;

/**
 * A function that a policy defines: put in by name where it is called, never by itself.
 *
 * @param parameters names of its arguments
 * @param locals named parts, each may use those before
 * @param result what it gives
 */
public record Definition(String name, List<String> parameters, Map<String, Syntax> locals, Syntax result) {}
