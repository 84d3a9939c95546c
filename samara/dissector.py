"""A dissector of our frames for Wireshark, made from the table of `runtime/wire.py`."""

from runtime import wire

_HEAD = """\
-- Samara's frames in Wireshark and tshark: on 802.15.4, on 802.11 and over UDP.
--
--     tshark -X lua_script:samara.lua -r run.pcap
--
-- Made by `samara dissector` from the table in runtime/wire.py; version {version} of the frames.

local samara = Proto("samara", "Samara smart messages")

local VERSION = {version}
local SPEAKS = 0
local SEALED, HIDDEN, FULL = 0x80, 0x40, 0x20

local kind = ProtoField.string("samara.type", "Type")
local version = ProtoField.uint8("samara.version", "Version")
local sender = ProtoField.bytes("samara.sender", "Sender")
local epoch = ProtoField.double("samara.epoch", "Boot epoch of the sender")
local counter = ProtoField.double("samara.counter", "Counter")
local certificate = ProtoField.bytes("samara.certificate", "Certificate")
local tag = ProtoField.bytes("samara.tag", "Tag")
samara.fields = {{ kind, version, sender, epoch, counter, certificate, tag }}

local function field(make, name, label)
    local made = make("samara." .. name, label)
    samara.fields = {{ made }}
    return made
end

-- By number: the type's name, and its fields in order.
local FRAMES = {{
"""

_TAIL = """\
}

-- CBOR (RFC 8949), as much as a frame has of it: the major type and the argument of the head at
-- `at`, and where it ends; nil where it is not whole.
local function head(buffer, at)
    if at >= buffer:len() then return nil end
    local first = buffer(at, 1):uint()
    local major, short = math.floor(first / 32), first % 32
    if short < 24 then return major, short, at + 1 end
    local size = ({ [24] = 1, [25] = 2, [26] = 4, [27] = 8 })[short]
    if size == nil or at + 1 + size > buffer:len() then return nil end
    local value = 0
    for byte = 0, size - 1 do
        value = value * 256 + buffer(at + 1 + byte, 1):uint()
    end
    return major, value, at + 1 + size
end

local BYTES, TEXT, UNSIGNED, NEGATIVE, ARRAY = 2, 3, 0, 1, 4

-- The seal of a frame, whether it is hidden and has its sender; and where its array begins.
local function seal_of(buffer)
    local flags = buffer(0, 1):uint()
    if flags < SEALED or flags % 8 ~= VERSION or buffer:len() < 12 then return nil end
    local found = {
        hidden = math.floor(flags / HIDDEN) % 2 == 1, full = math.floor(flags / FULL) % 2 == 1
    }
    local at, major = found.full and 9 or 1, nil
    found.epoch_at = at
    major, found.epoch, at = head(buffer, at)
    if major ~= UNSIGNED then return nil end
    found.counter_at = at
    major, found.counter, at = head(buffer, at)
    if major ~= UNSIGNED then return nil end
    return found, at
end

-- The row of a frame's type, where its first field begins, and its seal; or nil where it is none of
-- ours. A sealed frame lacks the fields that its seal has said.
local function row_of(buffer)
    if buffer:len() < 3 then return nil end
    local seal, at = nil, 1
    if buffer(0, 1):uint() ~= VERSION then
        seal, at = seal_of(buffer)
        if seal == nil then return nil end
        if seal.hidden then return { name = "encrypted", fields = {} }, at, seal end
    end
    local left_out = seal and (seal.full and 2 or 1) or 0
    local major, count
    major, count, at = head(buffer, at)
    if major ~= ARRAY then return nil end
    local number_major, number
    number_major, number, at = head(buffer, at)
    if number_major ~= UNSIGNED then return nil end
    local row = FRAMES[number]
    if row == nil or count ~= #row.fields + 1 - left_out then return nil end
    return row, at, seal
end

local function show_seal(shown, buffer, seal, at)
    if seal.full then shown:add(sender, buffer(1, 8)) end
    shown:add(epoch, buffer(seal.epoch_at, seal.counter_at - seal.epoch_at), seal.epoch)
    shown:add(counter, buffer(seal.counter_at, 1), seal.counter)
    local left = buffer:len() - at
    if not seal.hidden and left == 16 then shown:add(certificate, buffer(at, 8)) end
    if left >= 8 then shown:add(tag, buffer(buffer:len() - 8, 8)) end
end

function samara.dissector(buffer, packet, tree)
    if buffer:len() == 2 and buffer(0, 1):uint() == SPEAKS then
        local shown = tree:add(samara, buffer(), "Samara speaks version " .. buffer(1, 1):uint())
        shown:add(version, buffer(1, 1))
        packet.cols.protocol = "Samara"
        return 2
    end
    local row, at, seal = row_of(buffer)
    if row == nil then return 0 end
    packet.cols.protocol = "Samara"
    packet.cols.info = row.name
    local shown = tree:add(samara, buffer(), "Samara " .. row.name)
    shown:add(version, buffer(0, 1))
    shown:add(kind, buffer(0, 1), row.name)
    for place = 1 + (seal and (seal.full and 2 or 1) or 0), #row.fields do
        local made = row.fields[place]
        local major, value, after = head(buffer, at)
        if major == nil then return at end
        if major == BYTES or major == TEXT then
            if after + value > buffer:len() then return at end
            local range = buffer(at, after - at + value)
            if value > 0 then range = buffer(after, value) end
            if major == TEXT then
                shown:add(made, range, value > 0 and range:string() or "")
            elseif value > 0 then
                shown:add(made, range)
            end
            at = after + value
        else
            if major == NEGATIVE then value = -1 - value end
            shown:add(made, buffer(at, after - at), value)
            at = after
        end
    end
    if seal then
        show_seal(shown, buffer, seal, at)
        return buffer:len()
    end
    return at
end

-- What is encrypted looks like anything: it is shown only where nothing else is expected.
local function ours(buffer, packet, tree)
    local row = row_of(buffer)
    if row == nil or row.name == "encrypted" then return false end
    samara.dissector(buffer, packet, tree)
    return true
end

samara:register_heuristic("wpan", ours)
samara:register_heuristic("udp", ours)
DissectorTable.get("ethertype"):add(0x88b5, samara)
"""


def dissector() -> str:
    """The script, in Lua."""
    lines = [_HEAD.format(version=wire.VERSION)]
    for name, number, fields in wire.TABLE:
        lines.append(f'    [{number}] = {{ name = "{name}", fields = {{\n')
        for pair in fields.split(" "):
            field, kind = pair.split(":")
            made = _type(*wire.KINDS[kind][:2])
            shown = f"{name.lower()}.{field}"
            lines.append(f'        field(ProtoField.{made}, "{shown}", "{field}"),\n')
        lines.append("    } },\n")
    return "".join([*lines, _TAIL])


def _type(kind: object, least: int) -> str:
    """Wireshark's type of a field; what a double holds exactly is enough for every number."""
    if kind is bytes:
        return "bytes"
    if kind is str:
        return "string"
    return "int32" if least < 0 else "double"
