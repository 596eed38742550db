// Package attach sends and receives the attachments of SOAP messages as parts beside the envelope (XOP and MTOM, SwA).
package attach
