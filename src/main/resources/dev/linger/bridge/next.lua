-- What the log has to tell the forum after a place: everything but what came from there.
--
-- KEYS  1 tail, 2 epoch
-- ARGV  1 to 4 as for every script that writes, 5 the life of the log that the place is in, empty for "from now
--       on", 6 the place, 7 the most entries to look at
-- gives {epoch of the new place, the new place, 1 if there may be more, the place that the first entry follows
--        on or nothing, now in milliseconds, then for every event: {its id, its epoch, channel, kind, data}}

local epoch, last = life(KEYS[1], KEYS[2], ARGV[1])
local now = string.format('%.0f', millis())
if ARGV[5] == '' then
  return {epoch, last, 0, '', now}
end

-- In another life of the log a place means nothing: all that was written in that life is new, wherever it lies.
local sameLife = epoch == ARGV[5]
local entries = redis.call('XRANGE', KEYS[1], sameLife and '(' .. ARGV[6] or '-', '+', 'COUNT',
  sameLife and ARGV[7] or 1000000)
local placeMillis, placeSequence = string.match(ARGV[6], '(%d+)%-(%d+)')

local function isBehindPlace(id)
  local ms, sequence = string.match(id, '(%d+)%-(%d+)')
  ms, placeMillis = tonumber(ms), tonumber(placeMillis)
  return ms > placeMillis or ms == placeMillis and tonumber(sequence) > tonumber(placeSequence)
end

local result = {epoch, ARGV[6], sameLife and #entries == tonumber(ARGV[7]) and 1 or 0, '', now}
for _, entry in ipairs(entries) do
  local fields = {}
  for i = 1, #entry[2], 2 do
    fields[entry[2][i]] = entry[2][i + 1]
  end
  if sameLife or fields.epoch == epoch or isBehindPlace(entry[1]) then
    if sameLife and result[4] == '' then
      result[4] = fields.before or ''
    end
    -- The forum's servers broadcast what they are told: what is not for everybody can't be told to them.
    if fields.from ~= 'bridge' and not fields.audience and fields.channel and fields.kind and fields.data
        and string.sub(fields.channel, 1, 7) ~= 'linger:' then
      result[#result + 1] = {entry[1], fields.epoch or epoch, fields.channel, fields.kind, fields.data}
    end
  end
  result[2] = entry[1]
end
if #entries == 0 and not sameLife then
  result[2] = last
end
return result
