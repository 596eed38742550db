// The PostgreSQL of the tests: a cluster in a temporary folder, with a database for each test.

package outbox_test

import (
	"os"
	"testing"

	"github.com/kontrakt-dev/kontrakt/contrib/outbox/internal/postgrestest"
)

func TestMain(m *testing.M) { os.Exit(postgrestest.Main(m)) }
