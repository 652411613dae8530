/** The packaged WAR as operators run it: in processes of their own, by itself and in containers. */
package dev.linger.containers;
