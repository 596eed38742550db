// Package multicall sends several calls in one request ("MultiCall" in the MVP's document).
package multicall
