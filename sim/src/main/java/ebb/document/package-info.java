/** Text with positions: YAML and JSON that say file:line:column for everything that is wrong. */
@NullMarked
package ebb.document;

import org.jspecify.annotations.NullMarked;
