-- Stores events, all in one step: each goes to the tail and, if durable, to its channel, under one id.
--
-- KEYS  1 tail, 2 epoch, then for every event: its channel, its once key (the tail where it has none)
-- ARGV  1 epoch to use if there is none, 2 tail length, 3 channel length, 4 channel age in milliseconds,
--       5 once age in seconds, then for every event: channel name, kind, data, 1 if the once key counts
-- gives for every event: {its id, 1 if it had been stored before}

local tail = KEYS[1]
local tailLength, channelLength, channelAge, onceAge = ARGV[2], ARGV[3], tonumber(ARGV[4]), ARGV[5]

local epoch, before = life(tail, KEYS[2], ARGV[1])

-- A channel that is not there may have expired. Its last event was then older than this, because it expires
-- at a moment that is computed from the event's own id.
local horizon = string.format('%.0f-0', math.max(0, millis() - channelAge))

local receipts = {}

for i = 1, (#KEYS - 2) / 2 do
  local channelKey, onceKey = KEYS[1 + 2 * i], KEYS[2 + 2 * i]
  local name, kind, data, once = ARGV[2 + 4 * i], ARGV[3 + 4 * i], ARGV[4 + 4 * i], ARGV[5 + 4 * i]
  local stored = once == '1' and redis.call('GET', onceKey)

  if stored then
    -- Written again so that waiting for replicas means something on a repeated publish, too.
    redis.call('EXPIRE', onceKey, onceAge)
    receipts[i] = {stored, 1}
  else
    local previous = newest(channelKey) or horizon
    local id = redis.call('XADD', tail, 'MAXLEN', '~', tailLength, '*',
      'channel', name, 'kind', kind, 'data', data, 'previous', previous, 'before', before, 'epoch', epoch)
    if string.sub(kind, 1, 1) ~= 'e' then
      local function add()
        return redis.pcall('XADD', channelKey, 'MAXLEN', '~', channelLength, id,
          'kind', kind, 'data', data, 'previous', previous)
      end
      -- A channel that is ahead of the tail is left over from a life of the log that has been lost. What
      -- "previous" says then lies behind every cursor of the present life, so its readers are reset.
      if type(add()) == 'table' then
        redis.call('DEL', channelKey)
        add()
      end
      redis.call('PEXPIREAT', channelKey, string.format('%.0f', tonumber(string.match(id, '%d+')) + channelAge))
    end
    if once == '1' then
      redis.call('SET', onceKey, id, 'EX', onceAge)
    end
    before = id
    receipts[i] = {id, 0}
  end
end

return receipts
