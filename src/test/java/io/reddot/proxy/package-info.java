/** The proxies that {@code server-config} has snippets for, and what they let through. */
package io.reddot.proxy;
