/** What pages are made of: links, times, fields of JSON, filter forms. */
package dev.fusesync.page.parts;
