-- Says a mark on the forum's Redis, between the forum's messages. Who subscribes hears messages and marks in one
-- order, the same for all: so "the third one after mark 17" means the same message to every node.
--
-- KEYS  1 the last mark, 2 how far the log has been told to the forum
-- ARGV  1 a mark that this one must be behind, 2 the channel of marks, 3 how long to keep what KEYS 2 says, in
--       milliseconds, 0 if that is not the asker's part
-- gives the mark

-- The time, so that a mark is behind those that a server knew before it lost everything.
local time = redis.call('TIME')
local mark = math.max(tonumber(time[1]) * 1000000 + tonumber(time[2]), tonumber(ARGV[1]) + 1,
  tonumber(redis.call('GET', KEYS[1]) or '0') + 1)
mark = string.format('%.0f', mark)
redis.call('SET', KEYS[1], mark)
redis.call('PUBLISH', ARGV[2], 'mark ' .. mark)
if ARGV[3] ~= '0' then
  redis.call('PEXPIRE', KEYS[2], ARGV[3])
end
return mark
