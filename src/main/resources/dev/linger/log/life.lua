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

-- The log as a script writes to it. Every script that does begins its keys and arguments like this:
-- KEYS  1 tail, 2 epoch
-- ARGV  1 epoch to use if there is none, 2 tail length, 3 channel length and user channel length,
--       4 channel age and user channel age in milliseconds
local function open(keys, args)
  local log = {tail = keys[1], tailLength = args[2]}
  local now = millis()
  local function kept(length, age)
    -- A channel that is not there may have expired. Its last event was then older than the horizon,
    -- because it expires at a moment that is computed from the event's own id.
    return {length = length, age = tonumber(age), horizon = string.format('%.0f-0', math.max(0, now - age))}
  end
  local length, userLength = string.match(args[3], '^(%d+) (%d+)$')
  local age, userAge = string.match(args[4], '^(%d+) (%d+)$')
  log.channels, log.users = kept(length, age), kept(userLength, userAge)
  log.epoch, log.before = life(log.tail, keys[2], args[1])
  return log
end

-- Stores an event: in the tail and, if it is durable, in its channel, under one id, which is returned.
-- Beside may have: audience, for whom it is if not for everybody; from, which is told to whoever follows the
-- tail: what must be known again there.
local function store(log, name, channelKey, kind, data, beside)
  local kept = string.sub(name, 1, 5) == 'user:' and log.users or log.channels
  local previous = newest(channelKey) or kept.horizon
  local fields = {'kind', kind, 'data', data, 'previous', previous}
  if beside and beside.audience and beside.audience ~= '' then
    fields[#fields + 1] = 'audience'
    fields[#fields + 1] = beside.audience
  end
  local entry = {'channel', name, 'before', log.before, 'epoch', log.epoch, unpack(fields)}
  if beside and beside.from then
    entry[#entry + 1] = 'from'
    entry[#entry + 1] = beside.from
  end
  local id = redis.call('XADD', log.tail, 'MAXLEN', '~', log.tailLength, '*', unpack(entry))
  log.before = id
  if string.sub(kind, 1, 1) ~= 'e' then
    local function add()
      return redis.pcall('XADD', channelKey, 'MAXLEN', '~', kept.length, id, unpack(fields))
    end
    -- A channel that is ahead of the tail is left over from a life of the log that has been lost. What
    -- "previous" says then lies behind every cursor of the present life, so its readers are reset.
    if type(add()) == 'table' then
      redis.call('DEL', channelKey)
      add()
    end
    redis.call('PEXPIREAT', channelKey, string.format('%.0f', tonumber(string.match(id, '%d+')) + kept.age))
  end
  return id
end

