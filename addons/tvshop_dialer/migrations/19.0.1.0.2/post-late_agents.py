"""Calls to which an agent came too late count as abandoned. What is on record of the greeting's end
is the answer or, where machines are looked for, how long the customer waited, in whole seconds."""

LATE = """
UPDATE tvshop_campaign_attempt a SET is_late = true
  FROM tvshop_call c, tvshop_campaign g
 WHERE c.id = a.call_id AND g.id = a.campaign_id AND a.result = 'live' AND c.queue_id IS NOT NULL
   AND CASE WHEN g.machine IS NULL THEN a.connected_at - a.reached_at > interval '2 s'
            ELSE c.wait_seconds > 2 END
"""


def migrate(cr, version):
    if version:
        cr.execute(LATE)
