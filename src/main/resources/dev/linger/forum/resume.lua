-- Moves the positions of clients that store nothing, forward only within an epoch.
--
-- KEYS  for every client: its user's positions
-- ARGV  1 milliseconds to keep them, 2 most keys of a user, 3 1 if only clients without a position get
--       one, then for every client: its key, the cursor
-- gives for every client: the position it had, or an empty text

local function parts(cursor)
  local epoch, millis, sequence = string.match(cursor, '^(%w+)%.(%d+)%-(%d+)%.')
  return epoch, tonumber(millis), tonumber(sequence)
end

local function isBefore(a, b)
  local _, aMillis, aSequence = parts(a)
  local _, bMillis, bSequence = parts(b)
  return aMillis < bMillis or aMillis == bMillis and aSequence < bSequence
end

-- Drops the one that lies furthest back, of a user who has too many.
local function drop(user, but)
  local all, oldest = redis.call('HGETALL', user), nil
  for i = 1, #all, 2 do
    if all[i] ~= but and (not oldest or isBefore(all[i + 1], all[oldest + 1])) then
      oldest = i
    end
  end
  redis.call('HDEL', user, all[oldest])
end

local had = {}
for i = 1, #KEYS do
  local user, key, cursor = KEYS[i], ARGV[2 + 2 * i], ARGV[3 + 2 * i]
  local known = redis.call('HGET', user, key)
  had[i] = known or ''
  if not known or ARGV[3] ~= '1' and (parts(known) ~= parts(cursor) or isBefore(known, cursor)) then
    redis.call('HSET', user, key, cursor)
    if redis.call('HLEN', user) > tonumber(ARGV[2]) then
      drop(user, key)
    end
  end
  redis.call('PEXPIRE', user, ARGV[1])
end
return had
