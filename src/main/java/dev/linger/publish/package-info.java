/**
 * Publishing: check a draft against the bounds, append it, give the receipt. Whoever publishes,
 * over HTTP or from within the server, goes through {@link dev.linger.publish.Publisher}.
 */
@NullMarked
package dev.linger.publish;

import org.jspecify.annotations.NullMarked;
