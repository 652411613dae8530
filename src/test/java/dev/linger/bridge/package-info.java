/** The bridge, with a real Redis where one is needed. */
package dev.linger.bridge;
