// Package jsonitems reads and writes lists and maps in JSON, with items of any type.
//
// A type of items is two functions: one reads an item into a variable, the other appends it. Those of an object are
// methods of its struct, such as (*Book).decodeJSON and (*Book).appendJSON. An item that is null or empty is a
// deviation, and is read as the zero value, so that the other items keep their places.
package jsonitems
