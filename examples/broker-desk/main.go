// Command broker-desk is a web page for employees of brokers, on the MitarbeiterWebservice. README.md explains it.
//
// This file has the command line and the server.
package main

import (
	"context"
	"flag"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"
)

func main() {
	listen := flag.String("listen", "127.0.0.1:8080", "listen on `HOST:PORT`")
	public := flag.String("url", "", "`URL` of the page for browsers (default http://HOST:PORT)")
	sandbox := flag.String("sandbox", "", "use the service that gen serve runs at `URL`, instead of the portal")
	flag.Parse()
	if flag.NArg() > 0 {
		flag.Usage()
		os.Exit(2)
	}
	if err := serve(*listen, *public, *sandbox); err != nil {
		log.Fatal(err)
	}
}

// serve serves the page until the process is interrupted.
func serve(listen, public, sandbox string) error {
	listener, err := net.Listen("tcp", listen)
	if err != nil {
		return err
	}
	if public == "" {
		public = "http://" + listener.Addr().String()
	}
	signIn, err := readSettings(public, sandbox)
	if err != nil {
		return err
	}
	log.Printf("The page is at %s", public)
	server := &http.Server{
		Handler:           newDesk(signIn).handler(),
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       30 * time.Second,
		WriteTimeout:      3 * time.Minute, // more than a call takes
		IdleTimeout:       2 * time.Minute,
	}
	interrupted, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	shutDown := make(chan error, 1)
	go func() {
		<-interrupted.Done()
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		shutDown <- server.Shutdown(ctx) // responses under way are sent
	}()
	if err := server.Serve(listener); err != http.ErrServerClosed {
		return err
	}
	return <-shutDown
}
