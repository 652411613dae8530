-- The latest receipts of a channel, the newest first.
--
-- KEYS  1 the channel's receipts, 2 the same by time
-- ARGV  1 how many
-- gives the events that told of them

local users = redis.call('ZREVRANGE', KEYS[2], 0, ARGV[1] - 1)
local told = {}
for _, user in ipairs(users) do
  told[#told + 1] = redis.call('HGET', KEYS[1], user)
end
return told
