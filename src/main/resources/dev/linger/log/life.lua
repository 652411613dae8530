-- What the other scripts begin with. A life of the log is its epoch and a tail that is never empty: it begins
-- with an entry of its own. So whoever finds one of the two missing knows that something was lost, also
-- when no node was there to see it happen, and begins the next life.

-- The id of a stream's last entry, or nothing.
local function newest(key)
  local entry = redis.call('XREVRANGE', key, '+', '-', 'COUNT', 1)[1]
  return entry and entry[1]
end

-- The present epoch and the last id of the tail.
local function life(tail, epochKey, fresh)
  local epoch, last = redis.call('GET', epochKey), newest(tail)
  if not epoch or not last then
    epoch = fresh
    redis.call('SET', epochKey, epoch)
    last = redis.call('XADD', tail, '*', 'channel', 'linger:probe', 'kind', 'e:1', 'data', '{"type":"begin"}',
      'previous', '0-0', 'before', last or '0-0', 'epoch', epoch)
  end
  return epoch, last
end

-- Redis' time in milliseconds.
local function millis()
  local time = redis.call('TIME')
  return tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end

