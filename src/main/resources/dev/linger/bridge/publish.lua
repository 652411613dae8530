-- Tells the forum what the log has, and remembers how far, in one step: so each event is told once, in the log's
-- order, whoever tells, and however often it is asked for.
--
-- KEYS  1 how far the log has been told
-- ARGV  1 how long to remember that, in milliseconds, 2 the channel of marks, 3 from where these events go on,
--       empty to ask only, 4 how far they go, then for every event: pub/sub channel, text
-- gives how far the log has been told now; empty if that is not known

local told = redis.call('GET', KEYS[1])
if ARGV[3] == '' or told and told ~= ARGV[3] then
  return told or ''
end
local count = (#ARGV - 4) / 2
if count > 0 then
  -- Nobody can come between: what subscribers hear next, so many, is ours.
  redis.call('PUBLISH', ARGV[2], 'own ' .. count)
end
for i = 5, #ARGV, 2 do
  redis.call('PUBLISH', ARGV[i], ARGV[i + 1])
end
redis.call('SET', KEYS[1], ARGV[4], 'PX', ARGV[1])
return ARGV[4]
