-- Ends the leases that are over; who has none left in a channel has gone, and that is announced. So are the
-- counts that had to wait.
--
-- KEYS  as for every script of presence
-- ARGV  12 how many leases to look at
-- gives {how many have ended, how many lasted too long}

local p, most = presence(KEYS, ARGV), ARGV[12]

-- When nobody has swept for a while, nobody has renewed either: Redis was away, or all nodes were. Those who are there
-- will be renewed within moments, by a node that may not be back yet; until then nobody ends. Whoever really went
-- leaves so much later.
local PAUSE, RESPITE = 5000, 5000
local last, rest = string.match(redis.call('GET', p.swept) or '', '^(%d+) (%d+)$')
last, rest = tonumber(last or p.now), tonumber(rest or 0)
if p.now - last > PAUSE or rest - p.now > RESPITE then
  rest = p.now + RESPITE
end
redis.call('SET', p.swept, string.format('%.0f %.0f', p.now, rest))
if p.now < rest then
  return {0, 0}
end

local over = redis.call('ZRANGEBYSCORE', p.leases, '-inf', p.now, 'LIMIT', 0, most)
for _, lease in ipairs(over) do
  local channel, client, user = parts(lease)
  redis.call('ZREM', p.leases, lease)
  redis.call('SREM', p.client .. client, channel)
  local count, json = person(p, channel, user)
  if count > 1 then
    write(p, channel, user, count - 1, json)
  elseif count == 1 then
    redis.call('HDEL', p.people .. channel, user)
    announce(p, channel, 'left', json)
  end
end

-- No lease ends later than this, unless the clock has gone back since. It would last as much longer.
local latest = p.now + p.lease
local long = redis.call('ZRANGEBYSCORE', p.leases, '(' .. string.format('%.0f', latest), '+inf', 'LIMIT', 0, most)
for _, lease in ipairs(long) do
  redis.call('ZADD', p.leases, latest, lease)
end

local untold = redis.call('SRANDMEMBER', p.untold, most)
for _, channel in ipairs(untold) do
  if not isFresh(p, channel) then
    sayCount(p, channel)
  end
end
redis.call('ZREMRANGEBYSCORE', p.told, '-inf', p.now - p.interval)
redis.call('ZREMRANGEBYSCORE', p.told, p.now + p.interval, '+inf')

return {#over, #long}
