-- Makes pages with Pandoc: of each NAME.md in this folder, NAME.html. One start of the program makes many.
-- pandoc lua -E pages.lua FORMAT DEPTH NAME [NAME ...]   the format that is read, and the levels in a list of contents
-- What cannot be made is told in NAME.txt, and the others are made all the same. What cannot be written ends it.

local function read(name)
  local file <close> = assert(io.open(name, "r"))
  return assert(file:read("a"))
end

-- A file stands whole under its name or not at all.
local function write(name, text)
  local file = assert(io.open(name .. ".tmp", "w"))
  assert(file:write(text))
  assert(file:close())
  assert(os.rename(name .. ".tmp", name))
end

local template = pandoc.template.compile(read("template.html"), "template.html")

local function made(name, format, depth)
  local page = pandoc.read(read(name .. ".md"), format)
  local contents = page.meta.toc
  page.meta.toc = nil -- it says whether there is a list; to the template it is the list
  return pandoc.write(page, "html5", {
    template = template, table_of_contents = contents, toc_depth = depth, section_divs = true,
    wrap_text = "wrap-preserve",
  })
end

local format, depth = arg[1], tonumber(arg[2])
for number = 3, #arg do
  local name = arg[number]
  local whole, said = pcall(made, name, format, depth)
  write(name .. (whole and ".html" or ".txt"), tostring(said))
end
