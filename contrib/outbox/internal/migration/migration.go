// Package migration brings tables to the version that a program needs.
package migration

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"github.com/jackc/pgx/v5"
)

// ErrVersion is the error of tables that have another version than the program needs.
var ErrVersion = errors.New("the tables have another version than this program needs")

// Component is a set of tables with a version of its own. Its migrations are the files of FS, 0001.sql and so on.
type Component struct {
	Name string
	FS   fs.FS
}

// querier is a pool, a connection or a transaction.
type querier interface {
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}

// files returns the migrations in order.
func (c Component) files() ([]string, error) { return fs.Glob(c.FS, "migrations/*.sql") }

// Needed returns the version that the program needs.
func (c Component) Needed() (int, error) {
	files, err := c.files()
	return len(files), err
}

// Run applies the migrations that are missing, within tx. Others who call Run wait until tx ends.
func (c Component) Run(ctx context.Context, tx pgx.Tx) error {
	const prepare = `SELECT pg_advisory_xact_lock(hashtext('kontrakt_outbox'));
		CREATE SCHEMA IF NOT EXISTS kontrakt_outbox;
		CREATE TABLE IF NOT EXISTS kontrakt_outbox.version (
			component text PRIMARY KEY, version integer NOT NULL, migrated_at timestamptz NOT NULL)`
	if _, err := tx.Exec(ctx, prepare); err != nil {
		return fmt.Errorf("migrate %s: %w", c.Name, err)
	}
	found, err := c.found(ctx, tx)
	if err != nil {
		return err
	}
	files, err := c.files()
	if err != nil {
		return err
	}
	if found > len(files) {
		return c.mismatch(found, len(files))
	}
	for _, file := range files[found:] {
		statements, err := fs.ReadFile(c.FS, file)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, string(statements)); err != nil {
			return fmt.Errorf("migrate %s: %s: %w", c.Name, file, err)
		}
	}
	_, err = tx.Exec(ctx, `INSERT INTO kontrakt_outbox.version VALUES ($1, $2, clock_timestamp())
		ON CONFLICT (component) DO UPDATE SET version = excluded.version, migrated_at = excluded.migrated_at
		WHERE version.version <> excluded.version`, c.Name, len(files))
	return err
}

// Check returns an ErrVersion unless the tables have the version that the program needs.
func (c Component) Check(ctx context.Context, db querier) error {
	needed, err := c.Needed()
	if err != nil {
		return err
	}
	var exists bool
	if err := db.QueryRow(ctx, `SELECT to_regclass('kontrakt_outbox.version') IS NOT NULL`).Scan(&exists); err != nil {
		return err
	}
	found := 0
	if exists {
		if found, err = c.found(ctx, db); err != nil {
			return err
		}
	}
	if found != needed {
		return c.mismatch(found, needed)
	}
	return nil
}

// found returns the version of the tables, 0 if there are none.
func (c Component) found(ctx context.Context, db querier) (version int, err error) {
	err = db.QueryRow(ctx, `SELECT coalesce(max(version), 0) FROM kontrakt_outbox.version WHERE component = $1`,
		c.Name).Scan(&version)
	return version, err
}

// mismatch returns an ErrVersion that says what to do.
func (c Component) mismatch(found, needed int) error {
	advice := "call Migrate"
	if found > needed {
		advice = "update the program"
	}
	return fmt.Errorf("%s: found version %d, need version %d: %s: %w", c.Name, found, needed, advice, ErrVersion)
}
