// Package memory accesses the fields of structs whose types are known by reflection alone. It is the one package of
// the engine that is unsafe.
package memory
