/** What people do wrong in their first week, and what they are told; each table is of one kind. */
package io.trihorn.testkit.mistakes;
