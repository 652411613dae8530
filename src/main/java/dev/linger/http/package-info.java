/**
 * The wire: servlets, JSON, problems, asynchronous reading and writing. The only package that knows
 * {@code jakarta.servlet}.
 *
 * <p>A request comes in through an {@link dev.linger.http.ApiServlet}, has its body read without
 * holding a thread, is parsed into a value of {@code poll} or {@code publish}, and is answered
 * through an {@link dev.linger.http.AsyncAnswer}. Whatever goes wrong on the way is a {@link
 * dev.linger.http.Problem}. To add an endpoint, write one servlet and name it in {@link
 * dev.linger.http.Endpoints}.
 */
@NullMarked
package dev.linger.http;

import org.jspecify.annotations.NullMarked;
