-- Version 1 of the outbox: companies' lanes of items, the requests in which they are sent, and views of both.

CREATE TABLE kontrakt_outbox.lane (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    operation text NOT NULL,
    company   text NOT NULL,
    positions bigint NOT NULL, -- given to items so far
    UNIQUE (operation, company)
);
COMMENT ON TABLE kontrakt_outbox.lane IS 'The items of one company for one operation, which are sent in their order.';

CREATE TABLE kontrakt_outbox.turn (
    lane            bigint PRIMARY KEY REFERENCES kontrakt_outbox.lane,
    holder          text, -- the worker that sends items of the lane; NULL for none
    held_until      timestamptz,
    next_at         timestamptz NOT NULL DEFAULT clock_timestamp(), -- when the lane is tried next
    waiting         bigint, -- the job that waits for next_at
    has_slot        boolean NOT NULL DEFAULT false, -- next_at was reserved with the manager
    failures        integer NOT NULL DEFAULT 0, -- since the last request with a response
    trouble_kind    text, -- why the lane waits
    trouble_message text,
    trouble_at      timestamptz
);
COMMENT ON TABLE kontrakt_outbox.turn IS 'Who sends the items of a lane, and when. Callers of Enqueue never lock it.';

CREATE TABLE kontrakt_outbox.manager (
    name         text PRIMARY KEY,
    gate_at      timestamptz, -- the next request is not sent before
    booked_until timestamptz, -- by lanes that wait for their slots
    failures     integer NOT NULL DEFAULT 0, -- since the last request with a response
    paused_until timestamptz -- NULL for not paused
);
COMMENT ON TABLE kontrakt_outbox.manager IS 'The rate of requests of one managing company, over all machines.';

CREATE TABLE kontrakt_outbox.request (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    lane       bigint NOT NULL REFERENCES kontrakt_outbox.lane,
    items      integer NOT NULL,
    sent_at    timestamptz NOT NULL DEFAULT clock_timestamp(), -- committed before it is sent
    settled_at timestamptz -- when the outcome was recorded
);

CREATE TABLE kontrakt_outbox.item (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    lane        bigint NOT NULL REFERENCES kontrakt_outbox.lane,
    position    bigint NOT NULL,
    tag         text NOT NULL,
    content     jsonb NOT NULL,
    state       text NOT NULL DEFAULT 'pending'
        CHECK (state IN ('pending', 'in flight', 'accepted', 'rejected', 'unknown', 'cancelled')),
    attempt     integer NOT NULL DEFAULT 0, -- requests that it was in
    request     bigint REFERENCES kontrakt_outbox.request, -- the last one
    service_id  text, -- of an accepted item
    reason_kind text, -- why it was not accepted, or not sent
    code        text,
    message     text,
    enqueued_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    sent_at     timestamptz,
    settled_at  timestamptz, -- when its state became accepted, rejected, unknown or cancelled
    decided_at  timestamptz, -- when a person or a rule last decided
    UNIQUE (lane, position)
);
CREATE INDEX item_pending ON kontrakt_outbox.item (lane, position) WHERE state = 'pending';
CREATE INDEX item_in_flight ON kontrakt_outbox.item (lane) WHERE state = 'in flight';
CREATE INDEX item_unknown ON kontrakt_outbox.item (lane) WHERE state = 'unknown';
CREATE INDEX item_rejected ON kontrakt_outbox.item (lane) WHERE state = 'rejected';
CREATE INDEX item_tag ON kontrakt_outbox.item (lane, tag) WHERE tag <> '';

CREATE VIEW kontrakt_outbox.items AS
    SELECT i.id, l.operation, l.company, i.position, i.tag, i.state, i.attempt, i.service_id, i.reason_kind, i.code,
        i.message, i.enqueued_at, i.sent_at, i.settled_at, i.decided_at
    FROM kontrakt_outbox.item i JOIN kontrakt_outbox.lane l ON l.id = i.lane;
COMMENT ON VIEW kontrakt_outbox.items IS 'All items, without their content.';

-- Each number is a query of its own, so that who asks for what is pending does not count what was accepted.
CREATE VIEW kontrakt_outbox.companies AS
    SELECT l.operation, l.company,
        (SELECT count(*) FROM kontrakt_outbox.item WHERE lane = l.id AND state = 'pending') AS pending,
        (SELECT count(*) FROM kontrakt_outbox.item WHERE lane = l.id AND state = 'in flight') AS in_flight,
        (SELECT count(*) FROM kontrakt_outbox.item WHERE lane = l.id AND state = 'accepted') AS accepted,
        (SELECT count(*) FROM kontrakt_outbox.item WHERE lane = l.id AND state = 'rejected') AS rejected,
        (SELECT count(*) FROM kontrakt_outbox.item WHERE lane = l.id AND state = 'unknown') AS unknown,
        (SELECT count(*) FROM kontrakt_outbox.item WHERE lane = l.id AND state = 'cancelled') AS cancelled,
        (SELECT min(enqueued_at) FROM kontrakt_outbox.item WHERE lane = l.id AND state = 'pending') AS oldest_pending,
        t.next_at, t.failures, t.trouble_kind, t.trouble_message, t.trouble_at
    FROM kontrakt_outbox.lane l JOIN kontrakt_outbox.turn t ON t.lane = l.id;
COMMENT ON VIEW kontrakt_outbox.companies IS 'The number of items of each company by state, and why it waits.';

CREATE VIEW kontrakt_outbox.managers AS
    SELECT name, failures, paused_until, booked_until
    FROM kontrakt_outbox.manager;
COMMENT ON VIEW kontrakt_outbox.managers IS 'The managing companies: how long slots are booked, and who is paused.';
