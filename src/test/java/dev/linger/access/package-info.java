/** Who may read and write what. */
package dev.linger.access;
