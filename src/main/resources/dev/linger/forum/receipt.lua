-- Moves somebody's receipt of a channel forward, and tells the channel.
--
-- KEYS  1 tail, 2 epoch, 3 the channel's receipts, 4 the same by time, 5 the channel
-- ARGV  1 to 4 as for every script that writes, 5 channel name, 6 kind, 7 data, 8 user, 9 post,
--       10 most people of a channel, 11 where it was said, empty for here
-- gives {1 if it was moved, 0 if it was there already}

-- As PostId has it. Byte by byte: the comparison of texts that Lua has goes by the server's locale.
local function isAfter(a, b)
  a, b = string.match(a, '^0*(%d+)$') or a, string.match(b, '^0*(%d+)$') or b
  if #a ~= #b then
    return #a > #b
  end
  for i = 1, #a do
    if string.byte(a, i) ~= string.byte(b, i) then
      return string.byte(a, i) > string.byte(b, i)
    end
  end
  return false
end

local before = redis.call('HGET', KEYS[3], ARGV[8])
if before and not isAfter(ARGV[9], cjson.decode(before).postId) then
  return {0}
end

local log = open(KEYS, ARGV)
local id = store(log, ARGV[5], KEYS[5], ARGV[6], ARGV[7], ARGV[11] ~= '' and {from = ARGV[11]} or nil)
local at = tonumber(string.match(id, '%d+'))
redis.call('HSET', KEYS[3], ARGV[8], ARGV[7])
redis.call('ZADD', KEYS[4], at, ARGV[8])
if redis.call('ZCARD', KEYS[4]) > tonumber(ARGV[10]) then
  redis.call('HDEL', KEYS[3], redis.call('ZPOPMIN', KEYS[4])[1])
end
for _, key in ipairs({KEYS[3], KEYS[4]}) do
  redis.call('PEXPIREAT', key, string.format('%.0f', at + log.channels.age))
end
return {1}
