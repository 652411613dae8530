-- What channels hold after a position, and where the log stands, as of one moment.
--
-- KEYS  1 tail, 2 epoch, then the channels; none asks only where the log stands
-- ARGV  1 epoch to use if there is none, 2 the position, exclusive, 3 most entries of each channel,
--       4 how many bytes of data to give before taking the rest one entry a channel
-- gives {epoch, last id of the tail, now in milliseconds, then for every channel
--        {1 if it is there, 1 if there may be more entries, entries}}

local epoch, last = life(KEYS[1], KEYS[2], ARGV[1])
local result = {epoch, last, string.format('%.0f', millis())}

local count, bytes = tonumber(ARGV[3]), tonumber(ARGV[4])
for i = 3, #KEYS do
  local most = bytes > 0 and count or 1
  local entries = redis.call('XRANGE', KEYS[i], '(' .. ARGV[2], '+', 'COUNT', most)
  for _, entry in ipairs(entries) do
    for _, field in ipairs(entry[2]) do
      bytes = bytes - #field
    end
  end
  result[i + 1] = {redis.call('EXISTS', KEYS[i]), #entries == most and 1 or 0, entries}
end

return result
