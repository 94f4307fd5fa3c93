/**
 * The rules of the house as tests: who may use whom ({@link ebb.house.Rooms}), what may not be written ({@link ebb.house.TextTest}), and
 * the proof that each gate of the build closes ({@link ebb.house.GatesTest}). The packages below {@code bad} break each rule once.
 */
@NullMarked
package ebb.house;

import org.jspecify.annotations.NullMarked;
