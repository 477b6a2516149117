"""The page of a locked bundle: it asks for the passphrase, unlocks in the browser, and loads nothing."""

from __future__ import annotations

import base64
import hashlib
import re
from string import Template

STYLE = """
:root{color-scheme:light dark}
body{font:1.1rem/1.5 system-ui,sans-serif;margin:0;background:#f3f5f9;color:#14181d}
main{max-width:34rem;margin:8vh auto;padding:2rem;background:#fff;border-radius:.6rem}
label{display:block;font-weight:600;margin:1rem 0 .3rem}
input,button{font:inherit;padding:.6rem .8rem;border:1px solid #6b7280;border-radius:.4rem;
box-sizing:border-box;max-width:100%}
input{width:100%}
button{margin-top:1rem;background:#0b5cab;color:#fff;border-color:#0b5cab;cursor:pointer}
#said{min-height:1.5em;font-weight:600}
.whole{position:sticky;top:0;background:#fff8d6;color:#14181d;padding:.6rem 1.2rem;margin:0}
.whole a{color:#0b3d7a}
@media(prefers-color-scheme:dark){body{background:#0f141a;color:#e8edf3}main{background:#1a222c}}
"""

SCRIPT = """
(function(){
"use strict";
var form=document.getElementById("form"),said=document.getElementById("said");
function bytes(id){
  var text=atob(document.getElementById(id).textContent.trim()),out=new Uint8Array(text.length);
  for(var n=0;n<text.length;n++){out[n]=text.charCodeAt(n);}
  return out;
}
function open(key,id){
  var box=bytes(id);
  return crypto.subtle.decrypt({name:"AES-GCM",iv:box.slice(0,12)},key,box.slice(12));
}
function show(page,whole){
  var name=document.body.dataset.name,link=URL.createObjectURL(new Blob([whole],{type:"application/zip"}));
  var html=new TextDecoder().decode(page);
  document.open();document.write(html);document.close();
  var bar=document.createElement("p"),a=document.createElement("a");
  bar.className="whole";a.href=link;a.download=name;
  a.textContent="Save everything as a ZIP file ("+name+")";
  bar.append(a," to keep it, or to open the files that this page names.");
  document.body.prepend(bar);
}
form.addEventListener("submit",function(event){
  event.preventDefault();
  var typed=document.getElementById("passphrase").value.toLowerCase().replace(/[^a-z0-9]/g,"");
  said.textContent="Unlocking. This takes a few seconds.";
  var secret=new TextEncoder().encode(typed);
  crypto.subtle.importKey("raw",secret,"PBKDF2",false,["deriveKey"]).then(function(raw){
    return crypto.subtle.deriveKey({name:"PBKDF2",hash:"SHA-256",salt:bytes("salt"),
      iterations:Number(document.body.dataset.rounds)},raw,{name:"AES-GCM",length:256},false,["decrypt"]);
  }).then(function(key){
    return Promise.all([open(key,"page"),open(key,"whole")]);
  }).then(function(both){show(both[0],both[1]);},function(){
    said.textContent="That is not the passphrase. Check it and try again.";
  });
});
if(!window.crypto||!crypto.subtle){
  said.textContent="This browser cannot unlock the file. Use an up-to-date Firefox, Chrome, Edge or Safari.";
}
})();
"""

_PAGE = Template("""<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="$policy">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>Your personal data, locked</title>
<style>$style</style>
</head>
<body data-rounds="$rounds" data-name="your-data.zip">
<main>
<h1>Your personal data, locked</h1>
<p>Type the passphrase that you were given another way: on the telephone, by post, or in a message of its own.
The file works without the internet and sends nothing anywhere.</p>
<form id="form">
<label for="passphrase">Passphrase</label>
<input id="passphrase" type="text" autocomplete="off" autocapitalize="none" spellcheck="false" required>
<button type="submit">Unlock</button>
</form>
<p id="said" role="status"></p>
<noscript><p>Unlocking needs scripts. If you cannot allow them, ask us for another form.</p></noscript>
</main>
<script type="text/plain" id="salt">$salt</script>
<script type="text/plain" id="page">$page</script>
<script type="text/plain" id="whole">$whole</script>
<script>$script</script>
</body>
</html>
""")

WITHOUT_PAGE = """<!doctype html>
<html lang="en-GB"><head><meta charset="utf-8"><title>Your personal data</title></head>
<body><main><h1>Your personal data</h1><p>It is unlocked. Save it with the link above.</p></main></body>
</html>
"""
"""What is shown once unlocked where a bundle has no page of its own."""

_HASHES = re.compile(r"(style|script)-src ('sha256-[A-Za-z0-9+/=]+')")


def locked_page(start: str, *, salt: bytes, page: bytes, whole: bytes, rounds: int) -> bytes:
    """The page around two sealed boxes: the bundle's first page (`start` in clear) and its archive.

    Its policy allows its own style and script and those of the first page, by their hashes.
    """
    inner = dict(_HASHES.findall(start))
    policy = (
        f"default-src 'none'; style-src {_hash(STYLE)} {inner.get('style', '')}; "
        f"script-src {_hash(SCRIPT)} {inner.get('script', '')}; base-uri 'none'; form-action 'none'"
    )
    return _PAGE.substitute(
        policy=policy,
        style=STYLE,
        script=SCRIPT,
        rounds=rounds,
        salt=base64.b64encode(salt).decode(),
        page=base64.b64encode(page).decode(),
        whole=base64.b64encode(whole).decode(),
    ).encode()


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
