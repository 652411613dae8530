/**
 * Who may read and write what.
 *
 * <p>The one narrow place where identity and rights plug in: {@link dev.linger.access.Access} turns
 * what a request carries into a {@link dev.linger.access.Caller}, and decides what that one may do.
 * Nothing above asks any other question, and nothing below knows that there are callers.
 */
@NullMarked
package dev.linger.access;

import org.jspecify.annotations.NullMarked;
