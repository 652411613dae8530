/** What tests are made of: a clock that is moved by hand, real Redis servers, real HTTP. */
package dev.linger.support;
