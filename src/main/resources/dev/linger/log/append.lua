-- Stores events, all in one step: each goes to the tail and, if durable, to its channel, under one id.
--
-- KEYS  1 tail, 2 epoch, then for every event: its channel, its once key (the tail where it has none)
-- ARGV  1 to 4 as for every script that writes, 5 once age in seconds, then for every event: channel name,
--       kind, data, audience (empty for everybody), 1 if the once key counts
-- gives for every event: {its id, 1 if it had been stored before}

local log, onceAge = open(KEYS, ARGV), ARGV[5]
local receipts = {}

for i = 1, (#KEYS - 2) / 2 do
  local channelKey, onceKey = KEYS[1 + 2 * i], KEYS[2 + 2 * i]
  local name, kind, data, audience, once = unpack(ARGV, 1 + 5 * i, 5 + 5 * i)
  local stored = once == '1' and redis.call('GET', onceKey)

  if stored then
    -- Written again so that waiting for replicas means something on a repeated publish, too.
    redis.call('EXPIRE', onceKey, onceAge)
    receipts[i] = {stored, 1}
  else
    local id = store(log, name, channelKey, kind, data, {audience = audience})
    if once == '1' then
      redis.call('SET', onceKey, id, 'EX', onceAge)
    end
    receipts[i] = {id, 0}
  end
end

return receipts
