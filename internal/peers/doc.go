// Package peers lets generated clients call servers that other implementations of SOAP make of the same contracts, and
// lets the clients of these implementations call a server without generated code. make peers runs its tests, which write
// docs/interop.md. They need what Debian calls php-cli, php-soap, gsoap, libgsoap-dev, g++, libaxis-java, jaxws,
// libjaxws-java, default-jdk-headless, nodejs, npm and python3-zeep.
package peers
