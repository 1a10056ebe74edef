/**
 * The wire format of Protocol Buffers, by hand: the few fields of the messages that are read and
 * written do not pay for a library and its generated classes.
 */
package io.trihorn.protobuf;
