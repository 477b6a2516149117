"""Words beside which a name is a thing's: what comes before it, what comes after it, and what people do instead.

Read by `tests.bench.train.fill`; no word here is anybody's name.
"""

from __future__ import annotations


def _parts(text: str) -> tuple[str, ...]:
    return tuple(" ".join(part.split()) for part in text.split(";") if part.strip())


HEADS = _parts("""
    server; database; cluster; gateway; router; firewall; instance; node; container; image; queue; bucket; volume; namespace;
    pipeline; branch; repo; repository; release; build; sprint; milestone; epic; roadmap; rollout; migration; cutover; plugin;
    plug-in; library; package; module; framework; compiler; parser; runtime; kernel; driver; firmware; toolkit; script;
    service; daemon; app; portal; dashboard; interface; API; login page; homepage; intranet; mailbox; mailing list; channel;
    environment; sandbox; platform; theme; template; font; typeface; keyboard; monitor; laptop; tablet; printer; scanner;
    projector; speaker; headset; camera; drone; robot; hoover; kettle; toaster; blender; oven; fridge; freezer; washing machine;
    tumble dryer; radiator; thermostat; shower; basin; tap; vanity unit; mirror; armchair; footstool; stool; bench; bookcase;
    sideboard; bed frame; headboard; duvet; pillow; blanket; throw; rug; curtain; blind; lampshade; pendant; vase; candle; frame;
    mug; bowl; teapot; casserole; knife block; chopping board; jacket; coat; parka; blazer; shirt; blouse; jumper; sweatshirt;
    skirt; trousers; jeans; shorts; dress; gown; scarf; hat; gloves; belt; handbag; tote; wallet; watch; bracelet; necklace;
    ring; earrings; trainer; sandal; loafer; heel; slipper; perfume; lipstick; serum; shampoo; conditioner; soap; moisturiser;
    rose; tulip; orchid; geranium; fuchsia; hydrangea; camellia; strawberry; pear; plum; cabbage; carrot; lettuce; pumpkin;
    wine; claret; Merlot; Chardonnay; Rioja; cider; lager; stout; whisky; vodka; rum; cordial; coffee; cheese; chutney; jam;
    pie; pudding; pasty; muffin; loaf cake; soup; curry; pizza; burger; storm; gale; hurricane; cyclone; ferry; trawler; yacht;
    lifeboat; tug; barge; locomotive; tram; coach; lorry; tractor; trailer; digger; scooter; motorbike; tyre; exhaust; gearbox;
    ward; wing; block; tower; lecture theatre; boardroom; meeting room; conference room; lounge; auditorium; gallery; stadium;
    theorem; lemma; conjecture; equation; transform; constant; effect; law; test; index; coefficient; matrix; polynomial;
    syndrome; disease; palsy; fracture; reflex; procedure; catheter; forceps; tablets; capsules; cream; ointment; spray;
    range; collection; edition; series; model; set; bundle; kit; pack; gift box; voucher; sale; pattern; wallpaper; fabric;
    paint; varnish; tile; carpet; laminate; worktop; trophy; cup; shield; medal; fund; bursary; scholarship; protocol; standard;
    codec; cipher; benchmark; dataset; schema; workflow; ruleset; playbook; probe; sensor; valve; compressor; generator; turbine
""")
"""What may follow a name that is a thing's."""

KINDS = _parts("""
    Project; Operation; Programme; Exercise; Codename; Sprint; Release; Build; Server; Host; Node; Cluster; Database; Instance;
    Queue; Bucket; Branch; Repo; Module; Package; Plugin; Library; App; Service; Printer; Scanner; Router; Switch; Access point;
    Room; Meeting room; Suite; Block; Ward; Theatre; Lab; Studio; Storm; Typhoon; Cyclone; MV; SS; HMS; RMS; MY; Yacht; Ferry;
    Tug; Trawler; Train; Engine; Locomotive; Lorry; Truck; Minibus; Tractor; Digger; Boiler; Generator; Compressor; Robot;
    Model; Style; Range; Collection; Colour; Shade; Finish; Fabric; Pattern; Theme; Font; Typeface; Variety; Rose; Tulip; Hosta;
    Product; Item; Brand; Label; Supplier; Publisher; Title; Book; Film; Song; Album; Single; Show; Series; Episode; Musical;
    Horse; Filly; Pony; Spaniel; Kitten; Comet; Gene; Strain; Enzyme; Antibody; Drug; Protocol; Algorithm; Environment; Tenant;
    Stack; Pod; Container; Image; Volume; Topic; Index; Table; View; Dashboard; Job; Pipeline; Workflow; Macro; Script; Skill;
    Saint; Lake; Mount; Cape; Fort; Camp; Villa; Hotel; Café; Château; Domaine; Tin; Tea; Paint; Wallpaper; Rug; Sofa; Chair
""")
"""What may stand before a name that is a thing's."""

STATES = _parts("""
    is down; is up; is offline; is back online; is unreachable; is slow; is full; is read-only; is out of date; is deprecated;
    is in maintenance; is running hot; is out of stock; is back in stock; is on offer; is half price; is discontinued;
    is now available; is end of life; is out of memory; is not responding; is not installed; is not supported; is in beta;
    crashed; crashed twice overnight; crashes on start; hangs; hung during the backup; restarted; rebooted; failed over;
    failed; failed to start; timed out; times out; returned an error; returns 503; threw an exception; reports low ink;
    needs a reboot; needs a patch; needs an update; needs a new battery; needs a service; has been patched; has been retired;
    has been upgraded; has been replaced; has 4 free slots; has a new logo; has two open ports; has no licence; has run out;
    was upgraded; was decommissioned; was migrated; was tagged; was released; was renamed; was merged; was rolled back;
    was withdrawn; was recalled; was reinstalled; will be switched off; will be read-only; will be retired in June;
    goes live on Monday; went live; ships with the update; ships in two weeks; supports dark mode; supports TLS 1.3;
    comes in four colours; comes in three sizes; comes with a lid; fits most sinks; sold out; sells for £40; costs £12;
    runs on Linux; runs on port 8443; runs every night; depends on it; does not compile; compiles; builds cleanly;
    passed all checks; failed three checks; blew the roof off; made landfall; docked at noon; sailed at six; flowers in June;
    is hardy; is vegan; is gluten free; is machine washable; holds 2 litres; weighs 3 kg; is 40 cm wide; won by a length;
    has shut for winter; opens at nine; closes at ten; is closed; is fully booked; serves lunch; is flooded; is evacuated
""")
"""What is said of a thing."""

DOES = _parts("""
    is off sick; is on leave; is on holiday; is in a meeting; is at lunch; is on the phone; is back on Monday; is running late;
    is happy with that; is not happy; is waiting outside; is on nights; is her brother; is the new manager; is my landlord;
    rang; rang twice; rang about the bill; called; called back; called in sick; phoned; emailed; emailed me; wrote back; replied;
    says hello; says it works now; said no; said so; said it was fine; says she paid; told me; told us to wait; asked for a refund;
    asked about it; asked me to check; asked you to ring; knows; knows about it; thinks so; agreed; agrees; disagreed; signed it;
    signed the form; signed for the parcel; has the keys; has the invoice; has left; has resigned; has moved to Leeds; has a cold;
    went home; went to the dentist; came in; came round; came by; left early; left a message; left the keys; lives next door;
    lives upstairs; wants a call; wants to cancel; wants his money back; would like a receipt; will ring you; will call back;
    will be late; will sort it; will send it; can help; can cover; can you help; cannot come; could not log in; forgot his password;
    lost her card; sent the photos; sent it yesterday; took the minutes; took the call; took over from me; fixed it; restarted it;
    reset it; approved it; approved the change; closed the ticket; opened the ticket; picked up the van; paid in cash; paid it;
    complained; apologised; promised; promised to look; missed the bus; met us there; met the engineer; spoke to them; is covering;
    may be in; might know; should know; must sign; hates it; loves it; bought two; ordered it; returned it; owes me; thanked us
""")
"""What is said of a person."""

UNITS = _parts("""
    GB; TB; ml; cl; cm; mm; kg; g; litre; W; V; mAh; inch; tog; denier; gsm; pack; pcs; m; L; seater; piece; ply; speed; mg
""")

COLOURS = _parts("""
    Black; White; Navy; Charcoal; Cream; Sand; Teal; Mustard; Blush; Oak; Walnut; Chrome; Brass; Copper; Slate; Graphite; Natural;
    Stone; Rust; Burgundy; Emerald; Cobalt; Ivory; Taupe; Mint; Aqua; Lime; Coral; Pink; Red; Blue; Green; Grey; Brown; Beige
""")

SHORT = _parts("""
    late; late again; off; off today; off til Monday; in; in at nine; out; out til 2; away; back Thursday; back soon; on lunch;
    on break; on earlies; on lates; on site; on a course; on annual leave; on paternity; on hold; on line 2; on desk; on reception;
    at the gate; at the door; at the clinic; at hospital; at school; at gym; in traffic; in bed; in tears; in Leeds; in charge;
    with a customer; with the auditors; without a badge; without keys; to cover; to follow up; to ring back; to bring cake; to sign;
    to collect; to confirm; to test; to approve; to chase supplier; to present; to pay; next; first; again; instead; too; as well;
    maybe; yes; no; not sure; not in; not answering; not coming; not well; not paid yet; still waiting; still here; still asleep;
    waiting in reception; waiting for taxi; doing the rota; doing teas; doing payroll; taking minutes; taking over; moving desks;
    coming at 6; coming Saturday; leaving early; leaving do; leaving Friday; going home; going spare; asking for you; driving;
    cooking; singing; running late; feeling better; having baby; expecting call; planning wedding; paid; paid cash; paid half;
    arrived; left; left at 5; left message; left keys; rang; rang in; rang sick; called in; booked; booked in; booked off; confirmed;
    cancelled; declined; approved; signed off; sent; sent it; sent card; found it; lost phone; broke arm; broke window; broke it;
    forgot laptop; forgot lunch; forgot code; wants window seat; wants refund; wants in; needs lift; needs code; needs login; needs glasses;
    has key; has card; has flu; has the cat; has Covid; had baby; had op; had enough; hates it; loves it; knows; agrees; happy; cross;
    cross about bill; poorly; sick; fine; free at 4; free tomorrow; busy; stuck; home; here; there; gone; sorted; 18 today; 40 on Sunday;
    birthday; birthday tea; haircut; optician 3pm; physio; parents evening; piano lesson; football; gym kit; homework; packed lunch;
    flight 0640; train 17:12; room 6; row B; seat 14; ext 204; desk 12; size 6; age 7; vegan; no nuts; plus one; x2; tbc; am only; pm
""")
"""What is noted of a person in a word or two."""

ROLES = _parts("""
    Driver; Referee; Umpire; Coach; Chair; Secretary; Treasurer; Minutes; Apologies; Present; Absent; Speaker; Host; Guide; Tutor;
    Cleaner; Gardener; Electrician; Roofer; Painter; Vet; Dentist; Midwife; Physio; Porter; Surgeon; Consultant; Registrar; Locum;
    First aider; Fire warden; Keyholder; On call; Duty manager; Lead; Deputy; Cover; Relief; Backup; Buyer; Seller; Guest; Party of 4;
    Best man; Bride; Groom; Bridesmaid; Groomsman; Godmother; Uncle; Auntie; Cousin; Nan; Grandad; Little; Poor; Young; Old; Big;
    Seen by; Signed by; Left with; Keys with; Spoke to; Met; Rang; Emailed; Texted; Paid; Owed to; Refund to; Invoice to; Deliver to;
    Collect from; Lift from; Lesson with; Lunch with; Call with; Sync with; Drinks with; Flight with; Interview; Appraisal; Review;
    Haircut; Massage; Viewing; Table for; Booking for; Parcel for; Post for; Cake for; Card for; Gift for; Seat for; Badge for; Desk for
""")
"""What stands before a person in a note."""

ERRANDS = _parts("""
    Give; Add; Invite; Remind; Tell; Ask; Ring; Call; Text; Email; Thank; Pay; Collect; Fetch; Drop; Meet; Book; Help; Show; Train;
    Include; Copy in; Chase; Nudge; Let; Get; Send; Take; Bring; Pick up; Swap; Move; Promote; Congratulate; Welcome; Avoid; Trust;
    can; could; will; would; should; did; does; has; is; was; if; when; because; unless; before; after; like; than; that; and; or; but
""")
"""Verbs and other words before a person."""
