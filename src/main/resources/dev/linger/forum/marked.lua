-- A user's mark, which is kept for longer because it was asked for.
--
-- KEYS  1 the mark
-- ARGV  1 milliseconds to keep it
-- gives {position}, or nothing

local mark = redis.call('GET', KEYS[1])
if mark then
  redis.call('PEXPIRE', KEYS[1], ARGV[1])
end
return {mark or nil}
