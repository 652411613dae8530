-- Keeps what a ticket stands for.
--
-- KEYS  1 the ticket
-- ARGV  1 what it stands for, 2 milliseconds to keep it
-- gives nothing

redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return {}
