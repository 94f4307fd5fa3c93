@NullMarked
package ebb.live;

import org.jspecify.annotations.NullMarked;
