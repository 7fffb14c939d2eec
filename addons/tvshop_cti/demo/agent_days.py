"""What agents did about their calls: ready for the next one, on it, in wrap-up."""

# From the last call's wrap-up, but not for longer than until somebody rings, they do other work:
# of that nothing is on record. What overlaps another call of the agent is left out.
FILL = """
WITH calls AS (
    SELECT id, agent_id, answered_at, "end", wrap_seconds,
           max("end") OVER (PARTITION BY agent_id ORDER BY answered_at, id
                            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
      FROM tvshop_call
     WHERE outcome = 'answered' AND agent_id IS NOT NULL AND "end" > answered_at
), apart AS (
    SELECT c.id, c.agent_id, answered_at, "end",
           least("end" + wrap_seconds * interval '1 s',
                 lead(answered_at) OVER (PARTITION BY c.agent_id ORDER BY answered_at),
                 o.start) AS wrapped_at
      FROM calls c LEFT JOIN tvshop_agent_state_log o ON o.agent_id = c.agent_id AND o.stop IS NULL
     WHERE (before IS NULL OR before <= answered_at) AND (o.start IS NULL OR "end" <= o.start)
), stints AS (
    SELECT *, greatest(answered_at - (5 + id * 7919 % 97) * interval '1 s',
                       lag(wrapped_at) OVER (PARTITION BY agent_id ORDER BY answered_at))
              AS ready_at
      FROM apart
)
INSERT INTO tvshop_agent_state_log (agent_id, state, call_id, start, stop, duration)
SELECT agent_id, state, call_id, start, stop, extract(epoch FROM stop - start)
  FROM stints, LATERAL (VALUES ('ready', NULL, ready_at, answered_at),
                               ('on_call', id, answered_at, "end"),
                               ('wrap_up', id, "end", wrapped_at)) row (state, call_id, start, stop)
 WHERE start < stop
"""


def make_logs(env):
    """The history of all agents' states, made anew from all recorded calls."""
    env.flush_all()
    env.cr.execute("DELETE FROM tvshop_agent_state_log WHERE stop IS NOT NULL")
    env.cr.execute(FILL)
    env.invalidate_all()
