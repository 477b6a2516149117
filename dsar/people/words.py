"""Words that decide what is a person's name: titles, ordinary words, role mailboxes, short forms."""

from __future__ import annotations

import re


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


TITLES = _set(
    "mr mrs ms miss mx dr prof professor sir dame lord lady rev revd reverend cllr capt sgt fr sister"
    " herr frau madame monsieur mme mlle signor signora senor senora senhor senhora mevrouw meneer"
)

SUFFIXES = _set(
    "jr jnr sr snr ii iii iv phd mbe obe cbe qc kc bsc msc ba ma mba esq frcs llb mp"
    " aca acca fca cima mrics frics mcipd rgn qts"
)

MONTHS = _set(
    "january february march april may june july august september october november december"
    " jan feb mar apr jun jul aug sep sept oct nov dec"
)

ORDINARY = MONTHS | _set(
    # First names that are words
    "will mark grant rose lily daisy ivy holly heather iris olive ruby pearl amber jade crystal joy hope"
    " faith"
    " grace charity patience prudence mercy honor honour dawn eve summer autumn winter bill pat"
    " drew chase chuck guy art dean earl duke king prince rich sue sandy penny "
    " wren max miles skip ward wade lance reed clay cliff glen heath ford forest brook hunter gay"
    " harmony melody"
    " star sky storm rain ocean river sierra savannah china india asia paris london chelsea "
    " israel phoenix diamond angel christian major sergeant victor constant "
    " noble justice story sage basil ginger saffron rosemary cherry berry peach plum sonny buddy junior"
    " bishop pope abbey chance destiny trinity genesis eden heaven ace blaze bond buck bud cash colt"
    " dale dot fern gale hazel jet jewel judge lane laurel"
    " link mace march mason may merry mike minor misty neat oak page "
    " pierce poppy post precious price quest raven rock rocky rod rusty saint scout"
    " ping pip deb sid dom jag moz kat kit len tam sal vin"
    " sunny tab tawny temple tiger tuesday van violet way west"
    " willow woody zen an art bee don no o od of on pa"
    " pen see so su to up "
    # Last names that are words or places
    " baker barber bell best bird black bloom blue boss bow bowl bowman boy brewer bridge bridges bright"
    " broad brown bull burns bush butcher butler butter camp carpenter carter castle chamber chambers "
    " chapman child clerk close coal coin cole collar cook cooper corner cotton court craft crane cross crow"
    " curry dark day deal dear dent dove draper drake driver dry english farmer field fields fish fisher"
    " flower"
    " flowers fountain fowler fox france freeman french friend frost fuller gamble game garden gardener"
    " gate gates"
    " gold golden good goodman gore gray green grey ground hale hall hand hardy hart hawk hay head hill"
    " hills hood"
    " holder holland home horn house hull hunt husband ice iron joiner keen key kitchen knight lamb land law"
    " leach leaf light little lock long love low loyal main marsh marshall master masters meadows"
    " mercer mill miller mills moon moor moore moss mount mountain mould neck new newman newton north nurse"
    " orange orchard order packer painter palmer park parks partridge patch peacock"
    " peck penn pepper piper place plant pool poole pond poor porter potter pound powers "
    " press priest print proud purchase quick read reader reading rice ridge ring rivers road robe rogue root"
    " rope round rush salmon salt sand sands savage school sea self sell service sharp shepherd ship short"
    " silver singer slater small smart smith snow south sparks spears speed spence spring stable stand"
    " steel stone"
    " street strong sugar swan sweet swift tailor tall taylor teller thorn tower town towns trade turner"
    " valley"
    " vine wait walker wall waller walls warden ware waters weaver webb well wells wheeler white whitehead"
    " wild willing wise wolf wood woodman woods word work workman worth wright write yard york young"
    # Words that stand in display names and headings
    " hi hello dear hey thanks thank regards kind best sincerely cheers yes no ok okay sent from subject date"
    " monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun today tomorrow"
    " invoice account customer client order ticket request number email mail phone name address company card"
    " please note new old first last this that the and for with not all any can our your his her their"
    " england"
    " scotland wales britain ireland kent essex oxford cambridge canterbury lincoln chester durham bath wells"
    " kingston windsor bolton derby lancaster washington houston"
)
"""Names that are also ordinary words, months or places: alone they count only where a name must stand."""

CALLED = _set(
    "will mark grant rose lily daisy ivy holly heather iris olive ruby pearl amber jade joy hope faith"
    " grace dawn bill pat drew chase chuck dean earl sue sandy penny max miles wade lance clay glen poppy"
    " laurel hazel gale dale mike mason don jack frank robin harry gene herb rusty cliff skip woody sonny"
    " buddy christian victor"
)
"""First names that are words: a word in capitals inside a sentence is somebody where it is one of these."""

PLACES = _set(
    "afghanistan albania algeria angola argentina armenia australia austria azerbaijan bahrain bangladesh"
    " belarus belgium belize bolivia botswana brazil brunei bulgaria burma cambodia cameroon canada chile"
    " china colombia columbia congo croatia cuba cyprus denmark ecuador egypt england estonia ethiopia"
    " europe finland france gambia germany ghana greece guatemala guinea guyana haiti honduras hungary"
    " iceland indonesia iran iraq ireland italy jamaica japan kazakhstan kenya korea kosovo kuwait laos"
    " latvia lebanon lesotho liberia libya lithuania luxembourg malawi malaysia malta mexico moldova"
    " mongolia montenegro morocco mozambique namibia nepal netherlands nicaragua nigeria norway oman"
    " pakistan palestine panama paraguay peru philippines poland portugal qatar romania russia rwanda"
    " scotland senegal serbia singapore slovakia slovenia somalia spain sudan suriname sweden switzerland"
    " syria taiwan tanzania thailand tunisia turkey uganda ukraine uruguay uzbekistan venezuela vietnam"
    " wales yemen zambia zimbabwe britain scandinavia america africa amsterdam athens baghdad bangkok"
    " barcelona beijing beirut belfast belgrade berlin birmingham bogota boston brisbane brussels"
    " bucharest budapest cairo calgary canberra caracas cardiff chicago cologne copenhagen dallas delhi"
    " detroit dhaka dublin edinburgh frankfurt geneva glasgow hamburg hanoi helsinki istanbul jakarta"
    " johannesburg kabul karachi kyiv lagos leeds lisbon liverpool london madrid manchester manila"
    " melbourne miami milan minneapolis montreal moscow mumbai munich nairobi oslo paris philadelphia"
    " prague rome rotterdam seattle seoul shanghai stockholm tehran tijuana tokyo toronto vancouver vienna"
    " vilnius warsaw zagreb zurich alabama alaska arizona arkansas california colorado connecticut florida"
    " hawaii idaho illinois indiana iowa kansas kentucky louisiana maryland massachusetts michigan"
    " minnesota mississippi missouri nebraska nevada ohio oklahoma oregon pennsylvania tennessee texas"
    " utah vermont wisconsin wyoming"
)
"""Countries, large towns and states that are hardly anybody's name."""

ORGANISATION = _set(
    "ltd limited plc llp inc llc gmbh corp co company team support desk helpdesk service services sales"
    " accounts"
    " billing info admin office group bank department dept customer customers notification notifications"
    " alert"
    " alerts newsletter noreply reply technologies technology solutions systems consulting consultants"
    " marketing hr"
    " security privacy the and of for via list mailer daemon council school university college hospital trust"
    " society club reception enquiries shop store online news events community studio media digital partners"
    " associates holdings international uk payments payment invoices orders delivery robot bot system server"
    " postmaster undisclosed recipients unknown anonymous guest user users test null none account centre"
    " center"
    " management finance legal it engineering operations facilities property properties insurance association"
    " foundation church charity hotel restaurant software hosting cloud network networks logistics transport"
    " construction plumbing electrical building builders motors garage surgery clinic pharmacy dental"
    " ventures"
    " global industries enterprises agency recruitment courier post royal express direct my your our no"
    " do not"
    " contact data protection officer ticket tickets update updates automated automatic scanner printer"
)
"""Words that make a display name something other than a person's."""

PROGRAMS = _set(
    "linux ubuntu debian fedora centos android macos windows firefox chromium outlook excel powerpoint"
    " sharepoint onedrive dropbox jira confluence github gitlab bitbucket docker kubernetes redis kafka"
    " nginx apache mysql postgres postgresql mongodb elasticsearch kibana grafana prometheus zabbix nagios"
    " splunk ansible terraform vmware citrix azure python javascript typescript django wordpress magento"
    " shopify xero quickbooks salesforce zendesk freshdesk hubspot mailchimp rabbitmq memcached haproxy"
    " openssl openvpn wireguard postfix dovecot logstash datadog pagerduty opsgenie sonarqube artifactory"
    " gradle maven webpack nodejs"
    # Makers of what stands in offices and racks, services that are rented, tools of those who look after them
    " accurx acronis airflow akamai anydesk arangodb argocd autocad autotask avaya backblaze bacula"
    " bitdefender bitlocker bridgestone bromcom canva carbonite ceph checkmk circleci citroen civica"
    " clamav clamd clickhouse cloudflare cobol cockroachdb connectwise couchdb crowdstrike dahua daikin"
    " databricks datto db2 draytek drupal duplicati emis epson erlang eset esxi fastapi fastly figma"
    " fortigate fortinet fortran freeagent freenas freshservice fujitsu gigaset gitea gluster gocardless"
    " grandstream graylog helm hikvision hitachi honeywell hyperv hyundai icinga influxdb intune istio"
    " jamf jboss joomla junit kaseya kaspersky keycloak klarna kotlin kyocera lansweeper laravel lenovo"
    " logitech mailgun makita malwarebytes mariadb meraki metabase michelin miele mikrotik mimecast minio"
    " mitel mitsubishi moodle mvn neo4j nessus netapp netgear nextcloud ninjaone nmap npm opnsense"
    " owncloud panasonic parentpay paypal peugeot pfsense photoshop pnpm polycom powerbi proofpoint"
    " proxmox pulseway pytest qnap qualys rails rclone restic ricoh rspamd rsync saltstack samsung sccm"
    " scylladb seafile selenium sendgrid sentinelone servicenow sidekiq siemens sketchup snom sonicwall"
    " sophos spamassassin spiceworks sqlite stihl sumup superset suricata symfony syncro synology systmone"
    " tableau tcpdump teamviewer telegraf teradata topdesk toshiba toyota trello truenas twilio ubiquiti"
    " unifi vauxhall vcenter veeam volkswagen vonage vsphere wazuh webex wildfly wireshark woocommerce"
    " worldpay xcp xerox yealink zyxel"
)
"""Programs, systems and makes that are called by nobody's name."""

ROLES = _set(
    "abuse accounts accounting admin administrator alert alerts all announce api apply appointments ar"
    " ap auto"
    " autoreply billing bookings bounce bounces calendar careers ci complaints compliance contact"
    " contactus customer"
    " customercare customers customerservice customerservices cs daemon data dataprotection delivery"
    " devops dev"
    " donotreply dpo email enquiries enquiry events everyone facilities fax feedback finance gdpr"
    " general hello help"
    " helpdesk hi hostmaster hr ict info information inquiries inquiry invoice invoices it itsupport"
    " jobs legal list"
    " listserv mail mailer mailerdaemon mailing maildaemon majordomo management manager marketing media"
    " member"
    " members membership monitoring newsletter newsletters news nobody noc noreply no-reply noreplies notice"
    " notification notifications notify office official ops order orders owner partner partners payment"
    " payments"
    " payroll phishing post postbox postmaster pr press privacy procurement projects purchasing queries"
    " quotes"
    " receipt receipts receivables reception recruitment refunds renewals reply replies reports request"
    " requests"
    " returns root sales scanner school sec secretary security service servicedesk services shop social"
    " spam staff"
    " statements status store subscribe subscriptions support survey surveys sysadmin system team tech"
    " technical"
    " test training unsubscribe update updates usenet user uucp verify web webmaster website welcome www"
)
"""Local parts of mailboxes that belong to a role, not to a person."""

_MACHINE = re.compile(
    r"(?:bounces?|noreply|no-reply|no_reply|donotreply|do-not-reply|do_not_reply|unsubscribe|mailer-daemon|"
    r"notifications?|reply|return|returns|owner|listserv|news|newsletter|info|support|alerts?)[+\-_.=].*"
    r"|.*[+\-_.](?:noreply|no-reply|bounces?|unsubscribe|request|owner)|prvs=.*|srs[01][=+\-].*|msprvs1=.*"
)

_SHORT = (
    "robert rob bob bobby robbie bert; william will bill billy liam willie; richard rick dick rich"
    " richie ricky;"
    " elizabeth liz lizzie beth betty eliza libby lisa; margaret maggie meg peggy; katherine catherine"
    " kate kathy"
    " katie cathy kat kitty; james jim jimmy jamie; john jon jack johnny; thomas tom tommy; michael mike mick"
    " mickey; david dave davey; christopher chris kit; christine chris chrissie; stephen steven steve;"
    " edward ed eddie ted teddy ned; andrew andy drew; anthony tony; alexander alex al sandy; alexandra"
    " alex sandra"
    " sandy; samuel sam sammy; samantha sam; daniel dan danny; matthew matt; nicholas nick nicky; nicola"
    " nicky nic;"
    " joseph joe joey; joanna joanne jo; josephine jo josie; jennifer jen jenny; jessica jess jessie;"
    " rebecca becky"
    " becca; victoria vicky tori; susan sue susie; patricia pat trish tricia patty; patrick pat paddy;"
    " timothy tim;"
    " gregory greg; geoffrey geoff jeff; jeffrey jeff; peter pete; philip phillip phil; benjamin ben"
    " benny; charles"
    " charlie chuck; charlotte charlie lottie; francis frank; frances fran; frederick fred freddie;"
    " george georgie;"
    " gerald gerry jerry; harold harry hal; henry harry hank; kenneth ken kenny; lawrence laurence larry"
    " laurie;"
    " leonard len leo; raymond ray; ronald ron ronnie; stuart stewart stu; terence terry; theresa terry tess;"
    " abigail abby; amanda mandy; barbara barb babs; deborah deb debbie; dorothy dot dottie; eleanor"
    " ellie nell;"
    " helen nell; isabella bella izzy; jacqueline jackie; judith judy; louise lou; lucy lou; natalie"
    " nat; nathan"
    " nate nat; oliver ollie; olivia liv; pamela pam; priscilla cilla; sarah sally sadie; simon si;"
    " sophie soph;"
    " valerie val; zachary zach zack; mohammed muhammad mohamed mo; maximilian max; jonathan jon; joshua josh"
)
_GROUPS = tuple(frozenset(group.split()) for group in _SHORT.split(";"))


def alike(first: str, second: str) -> bool:
    """Whether two first names, in small letters, may be one person's: equal, initial or short form."""
    if first == second or (first[:1] == second[:1] and 1 in (len(first), len(second))):
        return True
    return any(first in group and second in group for group in _GROUPS)


def is_role(local: str) -> bool:
    """Whether the local part of an address, in small letters, is a role's or a machine's."""
    plain = local.partition("+")[0]
    return plain in ROLES or re.sub(r"[\d._\-]+", "", plain) in ROLES or _MACHINE.fullmatch(local) is not None
