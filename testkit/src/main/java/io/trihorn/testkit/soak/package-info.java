/**
 * What only shows after a while or under load: memory that is not given back, files of processes
 * that were killed, answers while another thread trains. A backend's tests run short forms of it,
 * the command line long ones.
 */
package io.trihorn.testkit.soak;
