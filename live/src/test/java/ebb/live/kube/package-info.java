@NullMarked
package ebb.live.kube;

import org.jspecify.annotations.NullMarked;
