/** A headless browser for tests of pages, moved by its mouse and keyboard. It knows no page. */
package io.trihorn.testkit.browser;
