-- Stores what the forum said, if the asker is still the one that bridges, and how far it has heard.
--
-- The token is the fence: it is looked at in the step that stores, so a node that was frozen between the two
-- and was replaced meanwhile stores nothing. The number is what makes asking again harmless.
--
-- KEYS  1 tail, 2 epoch, 3 what is known of the bridge, then for every event: its channel
-- ARGV  1 to 4 as for every script that writes, 5 token, 6 the number of the first event, counted since the
--       lease was taken, 7 how far the forum has been heard, then for every event: channel name, kind, data
-- gives {how many were stored}, {-1} if somebody else bridges

if redis.call('HGET', KEYS[3], 'token') ~= ARGV[5] then
  return {-1}
end

local log, count, first = open(KEYS, ARGV), #KEYS - 3, tonumber(ARGV[6])
local before = tonumber(redis.call('HGET', KEYS[3], 'stored') or '0')
local stored = 0
for i = 1, count do
  if first + i - 1 > before then
    store(log, ARGV[5 + 3 * i], KEYS[3 + i], ARGV[6 + 3 * i], ARGV[7 + 3 * i], {from = 'bridge'})
    stored = stored + 1
  end
end
redis.call('HSET', KEYS[3], 'stored', math.max(before, first + count - 1), 'heard', ARGV[7])
return {stored}
