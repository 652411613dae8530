/** What every log promises, and what Redis can do to one that lives in it. */
package dev.linger.forum;
