/** What README and the documents say about the repository is true: links, files, commands, code. */
package io.reddot.documents;
