-- Takes a ticket: it is gone for everybody else.
--
-- KEYS  1 the ticket
-- gives {what it stands for}, nothing if it is not there

local text = redis.call('GET', KEYS[1])
redis.call('DEL', KEYS[1])
return {text or nil}
