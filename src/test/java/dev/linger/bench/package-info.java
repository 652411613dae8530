/**
 * Benchmarks, run by name and never by the tests: {@link dev.linger.bench.Bench} lists them. How to
 * run them and what the figures mean is in {@code src/site/markdown/benchmarks.md}.
 */
package dev.linger.bench;
