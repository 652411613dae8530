-- Remembers what was revoked, and forgets some of what has ended.
--
-- KEYS  1 tail, 2 epoch, 3 the last number, 4 what is revoked, 5 its order, 6 its end
-- ARGV  1 to 4 as for every script that writes, 5 what is revoked, 6 tokens from before when, 7 until when,
--       both in milliseconds, 8 the most that may hold at a time
-- gives {its number}, nothing if there are too many

local ended = redis.call('ZRANGEBYSCORE', KEYS[6], '-inf', millis(), 'LIMIT', 0, 100)
for _, what in ipairs(ended) do
  redis.call('HDEL', KEYS[4], what)
  redis.call('ZREM', KEYS[5], what)
  redis.call('ZREM', KEYS[6], what)
end

local known = redis.call('HGET', KEYS[4], ARGV[5])
if not known and redis.call('HLEN', KEYS[4]) >= tonumber(ARGV[8]) then
  return {}
end
-- Never less than before: the earlier one has been promised to somebody.
local before, until_ = string.match(known or '0 0', '^(%d+) (%d+)$')
before = math.max(tonumber(before), tonumber(ARGV[6]))
until_ = math.max(tonumber(until_), tonumber(ARGV[7]))
local number = redis.call('INCR', KEYS[3])
redis.call('HSET', KEYS[4], ARGV[5], string.format('%.0f %.0f', before, until_))
redis.call('ZADD', KEYS[5], number, ARGV[5])
redis.call('ZADD', KEYS[6], until_, ARGV[5])
return {number}
