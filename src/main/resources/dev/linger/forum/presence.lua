-- What the scripts of presence share. A lease is CHANNEL \n CLIENT, and a CLIENT is USER \n what it calls itself.
-- Each of them begins its keys and arguments like this:
-- KEYS  3 leases, 4 told, 5 untold, 6 swept
-- ARGV  5 lease in milliseconds, 6 how many people are named at the most, 7 least milliseconds between two
--       counts of a channel, 8 milliseconds that an event is told, 9 to 11 how the keys of a channel's people,
--       of a client and of a channel's stream begin, 12 what the script says
-- Keys that only a lease names are made from these beginnings; they lie in the same slot.

local function presence(keys, args)
  return {
    log = open(keys, args), now = millis(), leases = keys[3], told = keys[4], untold = keys[5], swept = keys[6],
    lease = tonumber(args[5]), named = tonumber(args[6]), interval = tonumber(args[7]), kind = 'e:' .. args[8],
    people = args[9], client = args[10], stream = args[11]
  }
end

-- A lease's channel, client and user.
local function parts(lease)
  return string.match(lease, '^([^\n]*)\n(([^\n]*)\n.*)$')
end

-- How many leases a person has in a channel, and who they are.
local function person(p, channel, user)
  local value = redis.call('HGET', p.people .. channel, user)
  if not value then
    return 0
  end
  local count, json = string.match(value, '^(%d+) (.*)$')
  return tonumber(count), json
end

local function write(p, channel, user, count, json)
  redis.call('HSET', p.people .. channel, user, count .. ' ' .. json)
end

local function say(p, channel, what)
  store(p.log, channel, p.stream .. channel, p.kind,
    '{"type":"presence","threadId":"' .. string.sub(channel, #'thread:' + 1) .. '",' .. what .. '}')
end

local function sayCount(p, channel)
  say(p, channel, '"event":"count","count":' .. redis.call('HLEN', p.people .. channel))
  redis.call('ZADD', p.told, p.now, channel)
  redis.call('SREM', p.untold, channel)
end

-- True if a count of this channel was announced a moment ago, also if the clock has gone back a little since.
local function isFresh(p, channel)
  local at = tonumber(redis.call('ZSCORE', p.told, channel) or 0)
  return math.abs(p.now - at) < p.interval
end

-- Tells that somebody has come or gone: by name, or, where they are many, as a count, now or at a later sweep.
local function announce(p, channel, event, json)
  local count = redis.call('HLEN', p.people .. channel)
  if count <= p.named then
    say(p, channel, '"event":"' .. event .. '",' .. string.sub(json, 2, -2) .. ',"count":' .. count)
  elseif isFresh(p, channel) then
    redis.call('SADD', p.untold, channel)
  else
    sayCount(p, channel)
  end
end

