/**
 * What lies at the root of the executable WAR so that {@code java -jar} finds it: one class, with
 * no dependency but the JDK, that starts {@link dev.linger.server.Main} from the jars inside.
 */
@NullMarked
package dev.linger.launch;

import org.jspecify.annotations.NullMarked;
