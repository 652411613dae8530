/**
 * Builds the parts in order, joins them, owns every thread, and closes them in reverse: {@link
 * dev.linger.server.App}. {@link dev.linger.server.Main} runs one by itself on an embedded Jetty;
 * {@link dev.linger.server.ContainerInitializer} and {@link dev.linger.server.ContainerListener}
 * run one inside somebody else's container. The only package that sees the environment, the clock
 * and Jetty.
 */
@NullMarked
package dev.linger.server;

import org.jspecify.annotations.NullMarked;
